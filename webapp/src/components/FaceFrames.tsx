import type { Box, SeenFace } from "@/api/shapes";
import type { FaceChoice } from "@/mood/choice";
import { useTexts } from "@/texts/use";

import style from "./FaceFrames.module.css";

type Props = {
  faces: SeenFace[];
  width: number;
  height: number;
  mirrored?: boolean;
  choice: FaceChoice;
  choose: (choice: FaceChoice) => void;
  /** 0..1 of a hold that is under way. */
  held?: number;
};

/** Corners around each face, over the picture; with several faces each can be tapped. */
export function FaceFrames({ faces, width, height, mirrored, choice, choose, held = 0 }: Props) {
  const texts = useTexts();
  const place = (box: Box): Box =>
    mirrored ? { ...box, left: width - box.left - box.width } : box;
  const several = faces.length > 1;
  return (
    <>
      <svg
        className={style.frames}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {faces.map((face) => (
          <path
            key={face.number}
            d={corners(place(face.box))}
            className={`${style.corners} ${isChosen(face, choice) ? "" : style.aside}`}
          />
        ))}
        {held > 0 && faces[0] && <Ring box={place(faces[0].box)} held={held} />}
      </svg>
      {several &&
        faces.map((face) => (
          <button
            key={face.number}
            type="button"
            className={style.pick}
            style={percentages(place(face.box), width, height)}
            aria-pressed={isChosen(face, choice)}
            onClick={() => choose(face.number)}
          >
            <span className={style.number}>
              {texts.camera.faceNumber(face.number)}: {texts.emotions[face.top].state}
            </span>
          </button>
        ))}
    </>
  );
}

function Ring({ box, held }: { box: Box; held: number }) {
  const radius = 0.72 * Math.max(box.width, box.height);
  const centre = { cx: box.left + box.width / 2, cy: box.top + box.height / 2, r: radius };
  return (
    <g transform={`rotate(-90 ${centre.cx} ${centre.cy})`}>
      <circle className={style.rest} {...centre} />
      <circle className={style.ring} {...centre} pathLength={1} strokeDasharray={`${held} 1`} />
    </g>
  );
}

const isChosen = (face: SeenFace, choice: FaceChoice): boolean =>
  choice === "all" || face.number === (choice === "largest" ? 1 : choice);

function corners({ left, top, width, height }: Box): string {
  const arm = 0.2 * Math.min(width, height);
  const right = left + width;
  const bottom = top + height;
  return [
    `M${left} ${top + arm}V${top}h${arm}`,
    `M${right - arm} ${top}H${right}v${arm}`,
    `M${right} ${bottom - arm}V${bottom}h${-arm}`,
    `M${left + arm} ${bottom}H${left}v${-arm}`,
  ].join("");
}

const percentages = ({ left, top, width: w, height: h }: Box, width: number, height: number) => ({
  left: `${(100 * left) / width}%`,
  top: `${(100 * top) / height}%`,
  width: `${(100 * w) / width}%`,
  height: `${(100 * h) / height}%`,
});
