import { useState, type KeyboardEvent } from "react";

import type { Work } from "@/api/shapes";
import { Icon, type IconName } from "@/components/Icon";
import { Painting } from "@/components/Painting";
import { useBack } from "@/lib/use-back";
import { useModal } from "@/lib/use-modal";
import { useSwipe } from "@/lib/use-swipe";
import { useTexts } from "@/texts/use";
import { workInWords } from "@/texts/words";

import style from "./Lightbox.module.css";

type Props = { works: Work[]; start: number; close: () => void };

/** One work as large as the window, and with the arrow keys or a swipe the ones beside it. */
export function Lightbox({ works, start, close }: Props) {
  const texts = useTexts();
  const dialog = useModal();
  const [index, setIndex] = useState(start);
  const work = works[Math.min(index, works.length - 1)];

  const go = (step: number) =>
    setIndex((now) => Math.max(0, Math.min(works.length - 1, now + step)));
  useBack(close);
  const swipe = useSwipe(go);
  const press = ({ key }: KeyboardEvent) => {
    if (key === "ArrowLeft") go(-1);
    if (key === "ArrowRight") go(1);
  };

  if (!work) return null;
  return (
    <dialog
      ref={dialog}
      className={style.lightbox}
      aria-label={texts.works.lightbox}
      onKeyDown={press}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <div className={style.inner}>
        <div className={style.stage} {...swipe}>
          <Painting work={work} />
        </div>
        <div className={style.bar}>
          <p aria-live="polite">
            <span className={style.caption}>{workInWords(work, texts)}</span>{" "}
            <span className="quiet small">{texts.works.of(index + 1, works.length)}</span>
          </p>
          <div className={style.buttons}>
            <Round icon="left" label={texts.works.previous} off={index === 0} act={() => go(-1)} />
            <Round
              icon="right"
              label={texts.works.next}
              off={index >= works.length - 1}
              act={() => go(1)}
            />
            <Round icon="close" label={texts.works.close} act={close} />
          </div>
        </div>
      </div>
    </dialog>
  );
}

type RoundProps = { icon: IconName; label: string; off?: boolean; act: () => void };

function Round({ icon, label, off = false, act }: RoundProps) {
  return (
    <button type="button" className={style.round} aria-label={label} disabled={off} onClick={act}>
      <Icon name={icon} />
    </button>
  );
}
