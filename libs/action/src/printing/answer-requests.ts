import type { OutboundResponse } from '@millwright/net';
import type { BrowserContext, Page, Request, Route } from 'playwright-core';
import type { PageResources } from './page-resources.ts';

/** Where the HTML lives while it is printed: an address that nobody has, so that relative ones lead nowhere. */
export const DOCUMENT_URL = 'http://document.invalid/';

/** What is said by us or by nobody: about this browser, this page, or this connection. */
const NOT_PASSED_ON =
  /^(?:sec-|proxy-|host$|connection$|user-agent$|referer$|accept-encoding$|content-|te$|upgrade)/;
const NOT_PASSED_BACK =
  /^(?:content-(?:encoding|length|security-policy)|transfer-encoding|connection|keep-alive|set-cookie|location|alt-svc|report-to|nel|strict-transport-security)/;

/** From now on every request of the context is answered by us: the page with the HTML, the rest as the outside says. */
export async function answerRequests(
  context: BrowserContext,
  { page, html, resources }: { page: Page; html: string; resources: PageResources },
): Promise<void> {
  let isShown = false;
  const answer = async (route: Route): Promise<void> => {
    const request = route.request();
    if (/^(?:data|about|blob):/.test(request.url())) return route.continue();
    if (!isNavigationOf(page, request)) return fetchFor(route, resources);
    if (isShown || request.url() !== DOCUMENT_URL) {
      resources.failed('the page tried to lead elsewhere, and was kept');
      return route.abort('aborted');
    }
    isShown = true;
    return route.fulfill({ status: 200, contentType: 'text/html; charset=utf-8', body: html });
  };
  // A request whose page is gone by now has nobody to answer.
  await context.route('**', (route) => answer(route).catch(() => undefined));
  await context.routeWebSocket('**', (socket) => void socket.close().catch(() => undefined));
}

function isNavigationOf(page: Page, request: Request): boolean {
  return request.isNavigationRequest() && request.frame() === page.mainFrame();
}

async function fetchFor(route: Route, resources: PageResources): Promise<void> {
  const request = route.request();
  const headers = Object.fromEntries(
    Object.entries(request.headers()).filter(([name]) => !NOT_PASSED_ON.test(name)),
  );
  const answer = await resources.load({ method: request.method(), url: request.url(), headers });
  return answer === undefined ? route.abort('failed') : route.fulfill(shown(answer));
}

const shown = ({ status, headers, body }: OutboundResponse) => ({
  status,
  headers: Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !NOT_PASSED_BACK.test(name))
      .map(([name, values]) => [name, values.join(', ')]),
  ),
  body,
});
