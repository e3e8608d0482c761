/**
 * Keeps the page, its networks and its machine, so that it works without a network; and gives every
 * answer the headers that a plain file host cannot: the policy, for the worker too, and the two that
 * let WebAssembly have threads.
 */
type Extending = Event & { waitUntil: (done: Promise<unknown>) => void };
type Fetching = Extending & {
  request: Request;
  respondWith: (answer: Promise<Response>) => void;
};
type Scope = {
  skipWaiting: () => Promise<void>;
  clients: { claim: () => Promise<void> };
  registration: { scope: string };
  addEventListener: ((name: "install" | "activate", heard: (event: Extending) => void) => void) &
    ((name: "fetch", heard: (event: Fetching) => void) => void);
  importScripts: (address: string) => void;
  /** Written by `vaha export-page` into files.js. */
  VAHA_FILES: { version: string; shell: string[]; policy: string };
};

const scope = globalThis as unknown as Scope;
scope.importScripts("files.js");
const { version, shell, policy } = scope.VAHA_FILES;

const KEPT = `vaha-tab-${scope.registration.scope}`;
const CACHE = `${KEPT}-${version}`;

const HEADERS = {
  "Content-Security-Policy": policy,
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "X-Content-Type-Options": "nosniff",
};

function withHeaders(answer: Response): Response {
  const headers = new Headers(answer.headers);
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
  const { status, statusText } = answer;
  return new Response(answer.body, { status, statusText, headers });
}

/** What is kept, else what the host sends, which is kept beside; a full disk keeps nothing. */
async function answer(event: Fetching): Promise<Response> {
  const { request } = event;
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request, { ignoreSearch: true });
  if (kept) return withHeaders(kept);
  const came = await fetch(request);
  if (came.status === 200) event.waitUntil(cache.put(request, came.clone()).catch(() => undefined));
  return withHeaders(came);
}

async function forgetOthers(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(KEPT) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

scope.addEventListener("install", (event) => {
  const fresh = shell.map((file) => new Request(file, { cache: "reload" }));
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(fresh))
      .then(() => scope.skipWaiting()),
  );
});

scope.addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers().then(() => scope.clients.claim()));
});

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const ours = request.method === "GET" && request.url.startsWith(scope.registration.scope);
  if (ours) event.respondWith(answer(event));
});
