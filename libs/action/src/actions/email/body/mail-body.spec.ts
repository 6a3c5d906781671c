import { mailBodyOf } from './mail-body.ts';

describe('the body of a mail', () => {
  it('has the rules of its styles at the elements, and keeps what only a style sheet can say', () => {
    const { html } = mailBodyOf(
      '<style>p { color: red } @media (max-width: 1px) { p { color: blue } }</style><p>Grüße €</p>',
    );

    expect(html).toContain('<p style="color: red;">Grüße €</p>');
    expect(html).toContain('@media');
  });

  it('is left to the letter where there are no styles', () => {
    const source = '<P Align=left>a&nbsp;b <br> "c" &copy; {{ x }} <% y %>';

    expect(mailBodyOf(source).html).toBe(source);
  });

  it('is plain text too', () => {
    const { text } = mailBodyOf(
      '<style>p{color:red}</style><h1>Order</h1><p>Paid, see <a href="https://x.example/1">here</a>.</p><script>evil()</script>',
    );

    expect(text).toBe('Order\n\nPaid, see here [https://x.example/1].');
  });

  it('fetches nothing that it names', () => {
    const source =
      '<link rel="stylesheet" href="http://127.0.0.1:1/a.css"><style>@import "http://127.0.0.1:1/b.css"; p{color:red}</style><p>x</p>';

    expect(mailBodyOf(source).html).toContain('href="http://127.0.0.1:1/a.css"');
  });
});
