import { useEffect, useRef, useState } from "react";

import { isApiError } from "@/api/error";
import { cancelPortrait, usePortrait } from "@/api/portraits";
import type { Portrait, Problem } from "@/api/shapes";
import { Button, ButtonLink } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { Screen } from "@/components/Screen";
import { Mixer } from "@/features/mixer/Mixer";
import { HowPainted } from "@/features/portrait/HowPainted";
import { Progress } from "@/features/portrait/Progress";
import { useLinger } from "@/features/portrait/use-linger";
import { ResultHead } from "@/features/portrait/ResultHead";
import { Why } from "@/features/portrait/Why";
import { ThreeWorks } from "@/features/works/ThreeWorks";
import { announce } from "@/lib/announce";
import { addresses } from "@/lib/routes";
import { useTexts } from "@/texts/use";
import { moodInWords, problemInWords } from "@/texts/words";

import { useCommissions } from "../commissions";
import style from "./PortraitPage.module.css";
import { Trouble } from "./Trouble";

/** A portrait from the queue to the three works. */
export function PortraitPage({ id }: { id: string }) {
  const texts = useTexts();
  const portrait = usePortrait(id);
  const { data } = portrait;
  const lost = isApiError(portrait.error) && portrait.error.status === 404;
  const lingering = useLinger(data);
  const title = data?.mood ? moodInWords(data.mood, texts) : texts.portrait.title;
  return (
    // A new screen when the works are there, so that the focus goes to their title.
    <Screen key={data?.state === "done" && !lingering ? "done" : "under way"} title={title}>
      {data && !lost ? (
        <State portrait={lingering ? { ...data, state: "running" } : data} />
      ) : (
        <>
          <Trouble
            error={portrait.error}
            waiting={texts.portrait.loading}
            gone={{ title: texts.portrait.lost, text: texts.portrait.lostText }}
          />
          {lost && <Again id={id} />}
        </>
      )}
    </Screen>
  );
}

function State({ portrait }: { portrait: Portrait }) {
  const texts = useTexts();
  switch (portrait.state) {
    case "queued":
    case "running":
      return <Progress portrait={portrait} cancel={() => void cancelPortrait(portrait.id)} />;
    case "done":
      return <Result portrait={portrait} />;
    case "failed":
      return (
        <Notice
          title={texts.portrait.failed}
          text={portrait.problem && problemInWords(portrait.problem, texts)}
          role="alert"
        >
          {mayGoBetter(portrait.problem) && <Again id={portrait.id} />}
          <Onwards />
        </Notice>
      );
    case "cancelled":
      return (
        <Notice title={texts.portrait.cancelled} text={texts.portrait.cancelledText}>
          <Again id={portrait.id} />
          <Onwards />
        </Notice>
      );
  }
}

/** Whether the same may succeed another time: the same photo without a face never does. */
function mayGoBetter(problem: Problem | null): boolean {
  return (
    !problem ||
    ["busy", "own_limit", "rate", "unavailable", "disk_full", "gallery_busy", "internal"].includes(
      problem.code,
    )
  );
}

function Onwards() {
  const { portrait: texts } = useTexts();
  return (
    <>
      <ButtonLink href={addresses.mirror}>{texts.newPortrait}</ButtonLink>
      <ButtonLink kind="underlined" href={addresses.mix}>
        {texts.mixInstead}
      </ButtonLink>
    </>
  );
}

/** Where this tab still has what was asked for, it can be asked for again. */
function Again({ id }: { id: string }) {
  const { portrait: texts } = useTexts();
  const { asked, commission } = useCommissions();
  const wanted = asked(id);
  if (!wanted) return null;
  return (
    <Button kind="primary" onClick={() => commission(wanted)}>
      {texts.again}
    </Button>
  );
}

function Result({ portrait }: { portrait: Portrait }) {
  const texts = useTexts();
  const { commission, asked, finished } = useCommissions();
  // What was asked for in this tab was not seen before; after a reload it was.
  const [fresh] = useState(() => asked(portrait.id) !== null);
  const [correcting, correct] = useState(false);

  useEffect(() => {
    finished(portrait.id);
    announce(texts.portrait.done);
  }, [portrait.id, finished, texts]);

  return (
    <>
      <ResultHead portrait={portrait}>
        <Button kind="underlined" aria-expanded={correcting} onClick={() => correct(!correcting)}>
          {portrait.asked ? texts.portrait.another : texts.portrait.wrong}
        </Button>
      </ResultHead>
      {correcting && <Correction portrait={portrait} close={() => correct(false)} />}
      <ThreeWorks
        works={portrait.works}
        fresh={fresh}
        vary={(work) => commission({ photo: null, options: { vary: work.id } })}
      />
      <Why portrait={portrait} />
      <div className={style.onwards}>
        {portrait.works.length > 1 && (
          <ButtonLink href={addresses.compare(portrait.works.map(({ id }) => id))}>
            {texts.works.compare}
          </ButtonLink>
        )}
        <ButtonLink href={addresses.mirror}>{texts.portrait.newPortrait}</ButtonLink>
        <ButtonLink kind="underlined" href={addresses.gallery}>
          {texts.nav.gallery}
        </ButtonLink>
      </div>
    </>
  );
}

function Correction({ portrait, close }: { portrait: Portrait; close: () => void }) {
  const { mixer } = useTexts();
  const { commission, wishes, wish } = useCommissions();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className={style.correction}>
      <Mixer
        start={portrait.mood}
        heading={
          <header>
            <h2 ref={heading} tabIndex={-1}>
              {mixer.correctTitle}
            </h2>
            <p className="quiet">{mixer.lead}</p>
          </header>
        }
        action={mixer.repaint}
        paint={(mood) => commission({ photo: null, options: { mood } })}
        how={<HowPainted wishes={wishes} wish={wish} />}
      >
        <Button kind="underlined" onClick={close}>
          {mixer.close}
        </Button>
      </Mixer>
    </section>
  );
}
