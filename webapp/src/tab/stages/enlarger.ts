import { at } from "./arrays";
import { numberOf, output, type Network, type Tensor } from "./network";
import { cut, fromTensor, picture, type Picture } from "./picture";

/** So many mirrored pixels are put around a picture, so that its edges look like the rest of it. */
const BORDER = 8;

/** The picture the network's factor as high and as wide. */
export async function enlarge(enlarger: Network, image: Picture): Promise<Picture> {
  const factor = numberOf(enlarger.card, "scale", 4);
  const border = Math.min(BORDER, numberOf(enlarger.card, "margin", 16));
  const answers = await enlarger.run({ picture: withBorder(image, border) });
  const [large] = fromTensor(output(answers, "enlarged"), 1);
  const start = border * factor;
  return cut(large ?? picture(0, 0), start, start, image.width * factor, image.height * factor);
}

/** 1 x 3 x H x W in 0..1, with the picture's mirrored edge around it. */
function withBorder(image: Picture, border: number): Tensor {
  const [width, height] = [image.width + 2 * border, image.height + 2 * border];
  const data = new Float32Array(3 * height * width);
  let place = 0;
  for (let channel = 0; channel < 3; channel++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const [left, top] = [inside(x - border, image.width), inside(y - border, image.height)];
        data[place++] = at(image.data, (top * image.width + left) * 3 + channel) / 255;
      }
  return { data, shape: [1, 3, height, width] };
}

/** Beyond the edge the picture is mirrored, its last pixel twice. */
const inside = (place: number, length: number): number =>
  place < 0 ? -place - 1 : place >= length ? 2 * length - place - 1 : place;
