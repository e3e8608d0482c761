/** Works of VAHA's own painter, one for each mood; painted without any face. */
import { FACE_EMOTIONS, type FaceEmotion } from "@/mood/emotions";

import angry from "./works/angry.webp";
import disgusted from "./works/disgusted.webp";
import fearful from "./works/fearful.webp";
import happy from "./works/happy.webp";
import neutral from "./works/neutral.webp";
import sad from "./works/sad.webp";
import surprised from "./works/surprised.webp";

const PICTURES: Record<FaceEmotion, string> = {
  angry,
  disgusted,
  fearful,
  happy,
  neutral,
  sad,
  surprised,
};

export const SEVEN_WORKS = FACE_EMOTIONS.map((emotion) => ({
  emotion,
  picture: PICTURES[emotion],
}));
