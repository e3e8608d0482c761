import { useEffect, useRef } from "react";

const OVER = "vaha:over";

/** While this is shown, the browser's Back closes it and stays on the page below. */
export function useBack(close: () => void): void {
  const latest = useRef(close);
  useEffect(() => {
    latest.current = close;
  });

  useEffect(() => {
    let pushed = false;
    // Later: in development React shows everything twice, and the first is gone by then.
    const timer = setTimeout(() => {
      pushed = true;
      history.pushState(OVER, "");
    });
    const back = () => {
      if (!pushed) return;
      pushed = false;
      latest.current();
    };
    window.addEventListener("popstate", back);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("popstate", back);
      if (pushed && history.state === OVER) history.back();
    };
  }, []);
}
