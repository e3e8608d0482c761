/** The addresses of the page, and what they mean. */
export const addresses = {
  entrance: "/",
  mirror: "/mirror",
  mix: "/mix",
  gallery: "/gallery",
  live: "/live",
  forget: "/forget-me",
  portrait: (id: string) => `/portraits/${id}`,
  work: (id: string) => `/works/${id}`,
  compare: (ids: string[]) => `/compare?works=${ids.join(",")}`,
  morph: (id: string) => `/morph?work=${id}`,
};

export type Route =
  | { name: "entrance" | "mirror" | "mix" | "gallery" | "live" | "forget" | "unknown" }
  | { name: "portrait" | "work" | "morph"; id: string }
  | { name: "compare"; ids: string[] };

const PLAIN: Record<string, Route> = {
  "/": { name: "entrance" },
  "/mirror": { name: "mirror" },
  "/mix": { name: "mix" },
  "/gallery": { name: "gallery" },
  "/live": { name: "live" },
  "/forget-me": { name: "forget" },
};

export function routeOf(address: string): Route {
  const { pathname, searchParams } = new URL(address, "http://page");
  const plain = PLAIN[pathname];
  if (plain) return plain;

  const works = searchParams.get("works")?.split(",").filter(Boolean) ?? [];
  if (pathname === "/compare") return { name: "compare", ids: works.slice(0, 3) };
  const work = searchParams.get("work");
  if (pathname === "/morph" && work) return { name: "morph", id: work };

  const [, kind, id, ...more] = pathname.split("/");
  if (!id || more.length > 0) return { name: "unknown" };
  if (kind === "portraits") return { name: "portrait", id };
  if (kind === "works") return { name: "work", id };
  return { name: "unknown" };
}
