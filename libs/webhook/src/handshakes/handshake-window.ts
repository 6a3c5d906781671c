const WINDOW_MS = 86_400_000;

/** Until when handshakes may tell a webhook secrets, in Unix milliseconds. */
export const learnsUntilMs = (openedAt: Date): number => openedAt.getTime() + WINDOW_MS;
