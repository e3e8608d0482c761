import { useState } from "react";

import { Button, ButtonLink } from "@/components/Button";
import { Heading } from "@/components/Screen";
import { SEVEN_WORKS } from "@/components/seven-works";
import { addresses } from "@/lib/routes";
import type { FaceEmotion } from "@/mood/emotions";
import { useTexts } from "@/texts/use";

import style from "./Entrance.module.css";

type Props = { agreed: boolean; agree: () => void };

/** What VAHA is, what happens to the picture of a face, and the visitor's yes. */
export function Entrance({ agreed, agree }: Props) {
  const { welcome } = useTexts();
  return (
    <>
      <div className={style.entrance}>
        <div className={style.opening}>
          <Heading>{welcome.title}</Heading>
          <p className={style.lead}>{welcome.lead}</p>
          <div className={style.actions}>
            <Button kind="primary" onClick={agree}>
              {agreed ? welcome.enter : welcome.agree}
            </Button>
            <ButtonLink kind="underlined" href={addresses.mix}>
              {welcome.without}
            </ButtonLink>
          </div>
          <p className="quiet small">
            {agreed ? welcome.agreed : welcome.short} <a href="#what-happens">{welcome.details}</a>
          </p>
        </div>
        <SevenWorks />
      </div>
      <section className={style.happens} id="what-happens">
        <h2>{welcome.happens}</h2>
        <div className={style.points}>
          {welcome.points.map(([title, text]) => (
            <div key={title}>
              <h3>{title}</h3>
              <p>{text}</p>
            </div>
          ))}
        </div>
      </section>
    </>
  );
}

function SevenWorks() {
  const { welcome, emotions } = useTexts();
  const [shown, show] = useState<FaceEmotion>("surprised");
  const work = SEVEN_WORKS.find(({ emotion }) => emotion === shown);
  return (
    <figure className={style.hung}>
      <img
        key={shown}
        className={style.large}
        src={work?.picture}
        width={512}
        height={512}
        alt=""
      />
      <figcaption className={style.caption}>
        <em>{emotions[shown].state}</em>
        <span className="quiet small">{welcome.labelDetail}</span>
      </figcaption>
      <div className={style.wall} role="group" aria-label={welcome.wall}>
        {SEVEN_WORKS.map(({ emotion, picture }) => (
          <button
            key={emotion}
            type="button"
            className={style.pick}
            aria-label={emotions[emotion].state}
            aria-pressed={emotion === shown}
            onClick={() => show(emotion)}
          >
            <img src={picture} width={512} height={512} alt="" />
          </button>
        ))}
      </div>
    </figure>
  );
}
