/**
 * What the browser is started with besides Playwright's own. What pages load is answered by us, request by request;
 * these see to it that what slips past (workers, redirects, sockets, look-ups, the browser's own) finds no way out: no
 * name and no address resolves, that of the proxy included, and nothing goes without a proxy.
 */
export const CHROMIUM_FLAGS: readonly string[] = [
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--proxy-server=http://nowhere.invalid:9',
  '--proxy-bypass-list=<-loopback>',
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--disable-quic',
  '--no-pings',
  '--dns-prefetch-disable',
  '--block-new-web-contents',
  '--deny-permission-prompts',
  '--disable-notifications',
  '--disable-speech-api',
  '--disable-gpu',
  '--js-flags=--max-old-space-size=512',
];
