import { Studio, type Watch } from "./studio";
import { TabError } from "./stages/network";

const RELOADED = "vaha:tab-reloaded";
/** A worker that is not there by then is done without. */
const PATIENCE = 8000;
const MOST_THREADS = 4;

/**
 * The service worker in charge of this page: it keeps it, and gives it the headers that threads need.
 * The page is loaded once more through it, before anything large is fetched. False: it is being so.
 */
export async function keepPage(): Promise<boolean> {
  const workers = (navigator as { serviceWorker?: ServiceWorkerContainer }).serviceWorker;
  if (!workers || import.meta.env.DEV) return true;
  try {
    await workers.register("sw.js");
    await Promise.race([inCharge(workers), pause(PATIENCE)]);
  } catch {
    return true; // A host may forbid it, and a private window: the page then works with a network.
  }
  if (!workers.controller || crossOriginIsolated || sessionStorage.getItem(RELOADED)) return true;
  sessionStorage.setItem(RELOADED, "1");
  location.reload();
  return false;
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

function inCharge(workers: ServiceWorkerContainer): Promise<void> {
  if (workers.controller) return Promise.resolve();
  return new Promise((done) =>
    workers.addEventListener("controllerchange", () => done(), { once: true }),
  );
}

/** How many threads: as many as help, where the page may have them; `?threads=1` asks for fewer. */
export function threadsOf(query: string): number {
  const most = crossOriginIsolated ? Math.min(MOST_THREADS, navigator.hardwareConcurrency) : 1;
  const asked = Number(new URLSearchParams(query).get("threads"));
  return asked >= 1 ? Math.min(most, Math.floor(asked)) : most;
}

/** The seed that the address asks for (`?seed=7`), else one drawn anew. */
export function seedOf(query: string): number {
  const asked = new URLSearchParams(query).get("seed");
  if (asked !== null && /^\d{1,10}$/.test(asked)) return Number(asked) % 2 ** 32;
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}

/** The worker with all networks loaded; throws TabError. */
export async function openStudio(watch: Watch): Promise<Studio> {
  if (typeof Worker === "undefined") throw new TabError("no-wasm");
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  const studio = new Studio(worker);
  const root = new URL(".", document.baseURI).href;
  await studio.ask({ kind: "open", root, threads: threadsOf(location.search) }, watch);
  return studio;
}
