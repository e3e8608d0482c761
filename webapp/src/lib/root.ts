/**
 * Where the studio stands: `/`, or `/vaha/` where a proxy shows it under a path. The server writes it
 * into the page; while developing it is what index.html says, `./`.
 */
const written = document.querySelector<HTMLMetaElement>('meta[name="vaha-root"]')?.content;

const ROOT = written?.startsWith("/") ? written : "/";

/** The whole path of one of the studio's own, which begins with a slash. */
export const whole = (path: string, root = ROOT): string => root + path.slice(1);

/** The studio's own path of a whole one. */
export const within = (path: string, root = ROOT): string =>
  path.startsWith(root) ? path.slice(root.length - 1) : path;
