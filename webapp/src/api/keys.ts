/** The names under which answers are kept. */
export const keys = {
  status: ["status"] as const,
  portraits: ["portraits"] as const,
  portrait: (id: string) => ["portraits", id] as const,
  works: ["works"] as const,
  worksList: (favourites: boolean) => ["works", "list", favourites] as const,
  work: (id: string) => ["works", "one", id] as const,
};
