import { useSyncExternalStore, type AnchorHTMLAttributes, type MouseEvent } from "react";

import { whole, within } from "./root";

const MOVED = "vaha:moved";

/** Goes to another address of this page without loading it anew. */
export function navigate(address: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, "", whole(address));
  else history.pushState(null, "", whole(address));
  window.dispatchEvent(new Event(MOVED));
  window.scrollTo(0, 0);
}

function subscribe(listener: () => void): () => void {
  window.addEventListener("popstate", listener);
  window.addEventListener(MOVED, listener);
  return () => {
    window.removeEventListener("popstate", listener);
    window.removeEventListener(MOVED, listener);
  };
}

/** The path, from the studio on, and the query of the address. */
export const useAddress = (): string =>
  useSyncExternalStore(subscribe, () => within(location.pathname) + location.search);

type LinkProps = AnchorHTMLAttributes<HTMLAnchorElement> & { href: string };

/** A link within the page; opens in a new tab when the visitor asks for one, as any link does. */
export function Link({ href, onClick, ...rest }: LinkProps) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    if (event.defaultPrevented || !plain || event.altKey) return;
    event.preventDefault();
    navigate(href);
  };
  return <a href={whole(href)} onClick={follow} {...rest} />;
}
