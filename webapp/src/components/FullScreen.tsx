import { useLayoutEffect, useState, type RefObject } from "react";

import { useBack } from "@/lib/use-back";
import { useModal } from "@/lib/use-modal";
import { useTexts } from "@/texts/use";

import { Button } from "./Button";
import style from "./FullScreen.module.css";
import { Icon } from "./Icon";

type Props = { of: RefObject<HTMLElement | null>; children: string };

/** A button that lets an element fill the screen, or cover the page where a browser lets none. */
export function FullScreen({ of, children }: Props) {
  const [covering, setCovering] = useState(false);
  const begin = () => {
    if (!document.fullscreenEnabled) setCovering(true);
    else void of.current?.requestFullscreen().catch(() => setCovering(true));
  };
  return (
    <>
      <Button onClick={begin}>{children}</Button>
      {covering && <Covering of={of} close={() => setCovering(false)} />}
    </>
  );
}

/** An iPhone lets nothing but a video fill the screen: so the element covers the page instead.
 *
 * The dialog lies over it and shows nothing but the way out; the browser keeps the focus in it.
 */
function Covering({ of, close }: { of: RefObject<HTMLElement | null>; close: () => void }) {
  const texts = useTexts();
  const dialog = useModal();
  useBack(close);
  useLayoutEffect(() => {
    const { covering = "", covered = "" } = style;
    const [element, root] = [of.current, document.documentElement];
    element?.classList.add(covering);
    root.classList.add(covered);
    return () => {
      element?.classList.remove(covering);
      root.classList.remove(covered);
    };
  }, [of]);

  return (
    <dialog
      ref={dialog}
      className={style.over}
      aria-label={texts.live.full}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <button type="button" className={style.leave} aria-label={texts.live.leave} onClick={close}>
        <Icon name="close" />
      </button>
    </dialog>
  );
}
