import { MailStylist } from './mail-stylist.ts';

// Needs the built library: threads load built files only.
const stylist = new MailStylist();
afterAll(() => stylist.close());

describe('bodies made in a thread', () => {
  it('are those that are made here', async () => {
    expect(await stylist.styled('<style>p{color:red}</style><p>x</p>')).toEqual({
      html: '<p style="color: red;">x</p>',
      text: 'x',
    });
  });

  it('end when rules times elements are too many, and the next one is made', async () => {
    const rules = Array.from({ length: 4_000 }, (_, n) => `p:not(.a${n}) ~ p b{top:${n}px}`);
    const hostile = `<style>${rules.join('')}</style>${'<p><b>x</b></p>'.repeat(4_000)}`;

    await expect(stylist.styled(hostile)).rejects.toMatchObject({ code: 'size_limit' });
    expect((await stylist.styled('<p>y</p>')).text).toBe('y');
  }, 40_000);

  it('end with the action', async () => {
    const styling = stylist.styled('<p>x</p>', AbortSignal.abort(new Error('enough')));

    await expect(styling).rejects.toThrow('enough');
  });
});
