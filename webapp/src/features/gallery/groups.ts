import type { Work } from "@/api/shapes";

/** The works of one portrait, the critic's first choice first. */
export type Group = { key: string; works: [Work, ...Work[]] };

/** Works as they came, the newest first, each portrait's together: a wall is read by its portraits. */
export function groupsOf(works: Work[]): Group[] {
  const groups = new Map<string, Group>();
  for (const work of works) {
    const key = work.portrait ?? work.id;
    const group = groups.get(key);
    if (group) group.works.push(work);
    else groups.set(key, { key, works: [work] });
  }
  groups.forEach(({ works: hung }) => hung.sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0)));
  return [...groups.values()];
}

/** All works in the order in which they hang. */
export const asHung = (works: Work[]): Work[] => groupsOf(works).flatMap((group) => group.works);
