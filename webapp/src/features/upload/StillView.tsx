import { useQuery } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState, type ReactNode } from "react";

import { isApiError } from "@/api/error";
import { readPhoto } from "@/api/moods";
import { whyFace } from "@/api/why";
import type { LiveMood } from "@/api/shapes";
import { MoodBars } from "@/components/Bars";
import { Beside, Framed } from "@/components/Beside";
import { Button } from "@/components/Button";
import { FaceFrames } from "@/components/FaceFrames";
import type { FaceChoice } from "@/mood/choice";
import { Waiting } from "@/components/Waiting";
import { Why } from "@/components/Why";
import type { Still } from "@/lib/photo";
import { useTexts } from "@/texts/use";
import { errorInWords, moodInWords } from "@/texts/words";

import style from "./StillView.module.css";

type Props = {
  still: Still;
  paint: (face: FaceChoice) => void;
  /** The ways on from a photo that will not do. */
  children: ReactNode;
};

/** A photo looked at before it is painted: the faces in it, and which of them is meant. */
export function StillView({ still, paint, children }: Props) {
  const texts = useTexts();
  const [choice, choose] = useState<FaceChoice>("largest");
  const key = useId();
  const reading = useQuery({
    queryKey: ["still", key, still.blob.size],
    queryFn: ({ signal }) => readPhoto(still.blob, signal),
    gcTime: 0,
    staleTime: Infinity,
    retry: (count, error) => count < 5 && isApiError(error) && error.status === 503,
  });
  const seen = reading.data;
  const face = seen?.faces.find(({ number }) => number === (choice === "largest" ? 1 : choice));
  const note = seen?.notes[0];

  return (
    <Beside seen={<Photo still={still} seen={seen} choice={choice} choose={choose} />}>
      {reading.isPending && <Waiting text={texts.upload.reading} />}
      {isApiError(reading.error) && !reading.error.unreachable && (
        <p role="alert">{errorInWords(reading.error, texts)}</p>
      )}
      {seen?.faces.length === 0 && <p role="alert">{texts.upload.noFace}</p>}
      {note && <p className="quiet">{texts.camera.notes[note]}</p>}
      {seen && seen.faces.length > 1 && (
        <>
          <p>{texts.camera.chooseFace}</p>
          <Button aria-pressed={choice === "all"} onClick={() => choose("all")}>
            {texts.camera.allFaces}
          </Button>
        </>
      )}
      {face && (
        <section className={style.mood}>
          <h2>{moodInWords(face.mood, texts)}</h2>
          <MoodBars mood={face.mood} />
          <Why
            key={face.number}
            ask={(signal) => whyFace(still.blob, face.number, signal)}
            alt={texts.why.picture(moodInWords(face.mood, texts))}
            mood={face.mood}
          />
        </section>
      )}
      {seen && seen.faces.length > 0 && (
        <Button kind="primary" className={style.press} onClick={() => paint(choice)}>
          {choice === "all" ? texts.camera.pressMany : texts.camera.press}
        </Button>
      )}
      <div className={style.ways}>{children}</div>
    </Beside>
  );
}

type PhotoProps = {
  still: Still;
  seen: LiveMood | undefined;
  choice: FaceChoice;
  choose: (choice: FaceChoice) => void;
};

function Photo({ still: { bitmap }, seen, choice, choose }: PhotoProps) {
  const texts = useTexts();
  const canvas = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    if (bitmap) canvas.current?.getContext("2d")?.drawImage(bitmap, 0, 0);
  }, [bitmap]);

  if (!bitmap) return <p className={style.blank}>{texts.upload.noPreview}</p>;
  const { width, height } = bitmap;
  return (
    <Framed width={width} height={height}>
      <canvas
        ref={canvas}
        className={style.photo}
        width={width}
        height={height}
        role="img"
        aria-label={texts.upload.photo}
      />
      {seen && (
        <FaceFrames
          faces={seen.faces}
          width={seen.width}
          height={seen.height}
          choice={choice}
          choose={choose}
        />
      )}
    </Framed>
  );
}
