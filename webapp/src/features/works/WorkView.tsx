import { useState } from "react";

import { whyWork } from "@/api/why";
import { useDeleteWork } from "@/api/works";
import type { Work } from "@/api/shapes";
import { BeingPainted } from "@/brush/BeingPainted";
import { useReveal } from "@/brush/reveal";
import { RevealButton } from "@/brush/RevealButton";
import { CriticBars, MoodBars } from "@/components/Bars";
import { Button } from "@/components/Button";
import { Painting } from "@/components/Painting";
import { Heading } from "@/components/Screen";
import { Why } from "@/components/Why";
import { Film } from "@/components/Film";
import { announce } from "@/lib/announce";
import { useTexts } from "@/texts/use";
import { liftInWords, moodInWords } from "@/texts/words";

import { DeleteQuestion } from "./DeleteQuestion";
import { Lightbox } from "./Lightbox";
import { WorkActions } from "./WorkActions";
import style from "./WorkView.module.css";

type Props = {
  work: Work;
  /** The works it hangs among, for the arrow keys; itself among them. */
  among: Work[];
  vary: () => void;
  gone: () => void;
};

/** One work, with its label beside it as in a museum. */
export function WorkView({ work, among, vary, gone }: Props) {
  const texts = useTexts();
  const [open, setOpen] = useState(false);
  const [asking, ask] = useState(false);
  const reveal = useReveal([work], false);
  const remove = useDeleteWork();
  const title = moodInWords(work.mood, texts);
  const made = new Intl.DateTimeFormat(texts.locale, { dateStyle: "long", timeStyle: "short" });

  const deleteIt = () =>
    remove.mutate(work.id, {
      onSuccess: () => {
        announce(texts.works.deleted);
        gone();
      },
    });

  return (
    <article className={style.view}>
      <button
        type="button"
        className={style.open}
        aria-label={texts.works.open(title)}
        onClick={() => (reveal.playing ? reveal.skip() : setOpen(true))}
      >
        <BeingPainted work={work} reveal={reveal}>
          <Painting work={work} />
        </BeingPainted>
      </button>
      <div className={style.label}>
        <header>
          <Heading className={style.title}>{title}</Heading>
          <p className="quiet small">{made.format(new Date(work.created))}</p>
        </header>
        <WorkActions work={work} vary={vary} />
        <RevealButton reveal={reveal} />
        <Film work={work} />
        <section>
          <h2>{texts.works.criticSays}</h2>
          {work.lift !== null && <p>{liftInWords(work.lift, texts)}</p>}
          <CriticBars scores={work.scores} />
          <Why
            ask={(signal) => whyWork(work.id, signal)}
            alt={texts.why.picture(title)}
            mood={work.mood}
          />
        </section>
        <section>
          <h2>{texts.works.moodAsked}</h2>
          <MoodBars mood={work.mood} label={texts.works.moodAsked} />
        </section>
        <div className={style.facts}>
          <p>{texts.works.size(work.width, work.height)}</p>
          <p>{texts.works.seed(work.seed)}</p>
          <p>{texts.works.recipe}</p>
        </div>
        <div>
          <Button kind="quiet" icon="delete" onClick={() => ask(true)}>
            {texts.works.delete}
          </Button>
        </div>
      </div>
      {open && (
        <Lightbox
          works={among}
          start={Math.max(
            0,
            among.findIndex(({ id }) => id === work.id),
          )}
          close={() => setOpen(false)}
        />
      )}
      {asking && <DeleteQuestion yes={deleteIt} no={() => ask(false)} busy={remove.isPending} />}
    </article>
  );
}
