import type { SeenFace } from "@/api/shapes";

/** Which of the faces is painted. */
export type FaceChoice = "largest" | "all" | number;

/** What a choice comes to now: a face that was tapped, or the others, may have left since. */
export function chosenAmong(faces: SeenFace[], choice: FaceChoice): FaceChoice {
  const left = choice === "all" ? faces.length < 2 : choice !== "largest" && choice > faces.length;
  return left ? "largest" : choice;
}
