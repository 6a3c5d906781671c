/** Why a call is cancelled with `cancel_on_disconnect=true`, in Windmill's words. */
export const GONE_REASON = 'http connection broke';

/** Why a call is cancelled with `on_timeout=cancel`. */
export const TIMEOUT_REASON = 'the caller waited no longer';
