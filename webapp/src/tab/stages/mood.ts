import { FACE_EMOTIONS, type Mood } from "@/mood/emotions";
import { topOf } from "@/mood/weights";

import { mean, rowsOf, softmax } from "./arrays";
import { labelsOf, numberOf, output, type Network } from "./network";
import { cut, mirrored, toTensor, type Picture } from "./picture";

/** What was read from a face, and whether it is sure enough to be named. */
export type Reading = { mood: Mood; sure: boolean };

const NOT_SURE_BELOW = 0.45;

/** The mood of each grey crop of 48 x 48 pixels; the logits come calibrated from the network. */
export async function readMoods(reader: Network, crops: readonly Picture[]): Promise<Reading[]> {
  if (crops.length === 0) return [];
  const { card } = reader;
  const labels = labelsOf(card, FACE_EMOTIONS);
  const views = viewsOf(crops, card.settings.views === "mirror", numberOf(card, "side", 48));
  const answers = await reader.run({ faces: toTensor(views, card) });
  const logits = rowsOf(output(answers, "logits").data, labels.length);
  return crops.map((_, face) => {
    const rows = logits.filter((_row, index) => index % crops.length === face);
    const shares = softmax(labels.map((_label, place) => mean(rows.map((row) => row[place] ?? 0))));
    const mood = Object.fromEntries(
      FACE_EMOTIONS.map((emotion) => [emotion, shares[labels.indexOf(emotion)] ?? 0]),
    ) as Mood;
    const least = numberOf(card, "not_sure_below", NOT_SURE_BELOW);
    return { mood, sure: mood[topOf(mood)] >= least };
  });
}

/** The middles of all faces, then their mirror images. */
function viewsOf(crops: readonly Picture[], mirror: boolean, side: number): Picture[] {
  const middles = crops.map((crop) => {
    const from = Math.floor((crop.width - side) / 2);
    return cut(crop, from, from, side, side);
  });
  return mirror ? [...middles, ...middles.map(mirrored)] : middles;
}
