// Where a script may lead: to paths of this server, and nowhere else.

/** A path of this server, or "". Browsers take "//host" and "/\host" as another server. */
export const ownPath = (href) => (typeof href === "string" && /^\/(?![/\\])/.test(href) && !/[\t\n\r]/.test(href) ? href : "");
