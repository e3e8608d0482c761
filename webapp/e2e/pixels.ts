/** What is really on the screen, compared with pictures. */
import type { Locator, Page } from "@playwright/test";

const SIDE = 64;

/** For each of these pictures how far what is shown there is from it: mean difference, 0 to 255. */
export async function differences(shown: Locator, pictures: string[]): Promise<number[]> {
  const screenshot = (await shown.screenshot()).toString("base64");
  return shown.page().evaluate(
    async ({ screenshot, pictures, side }) => {
      const pixels = async (blob: Blob) => {
        const canvas = new OffscreenCanvas(side, side);
        const context = canvas.getContext("2d");
        context?.drawImage(await createImageBitmap(blob), 0, 0, side, side);
        return context?.getImageData(0, 0, side, side).data ?? new Uint8ClampedArray();
      };
      const bytes = Uint8Array.from(atob(screenshot), (letter) => letter.charCodeAt(0));
      const seen = await pixels(new Blob([bytes], { type: "image/png" }));
      const far = (other: Uint8ClampedArray) =>
        other.reduce((sum, value, at) => sum + Math.abs(value - (seen[at] ?? 0)), 0) / other.length;
      const read = async (address: string) => (await fetch(address)).blob();
      return Promise.all(pictures.map(async (address) => far(await pixels(await read(address)))));
    },
    { screenshot, pictures, side: SIDE },
  );
}

export const nearest = (all: number[]): number => all.indexOf(Math.min(...all));

/** The colours at these places of the window, red, green and blue of 0 to 255. */
export async function colours(page: Page, places: [number, number][]): Promise<number[][]> {
  const screenshot = (await page.screenshot({ scale: "css" })).toString("base64");
  return page.evaluate(
    async ({ screenshot, places }) => {
      const bytes = Uint8Array.from(atob(screenshot), (letter) => letter.charCodeAt(0));
      const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const canvas = new OffscreenCanvas(picture.width, picture.height);
      const context = canvas.getContext("2d");
      context?.drawImage(picture, 0, 0);
      return places.map(([x, y]) =>
        [...(context?.getImageData(x, y, 1, 1).data ?? [])].slice(0, 3),
      );
    },
    { screenshot, places },
  );
}
