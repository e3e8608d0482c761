import { expect, test } from "vitest";

import { browserOf, troubleOf } from "./camera/troubles";
import { forgetAll, recall, remember } from "./remember";
import { addresses, routeOf } from "./routes";
import { backoffMs } from "./time";

test.each([
  [addresses.entrance, { name: "entrance" }],
  [addresses.mirror, { name: "mirror" }],
  [addresses.portrait("a-b_C1"), { name: "portrait", id: "a-b_C1" }],
  [addresses.work("w"), { name: "work", id: "w" }],
  [addresses.morph("w"), { name: "morph", id: "w" }],
  [addresses.compare(["a", "b", "c", "d"]), { name: "compare", ids: ["a", "b", "c"] }],
  ["/nowhere", { name: "unknown" }],
  ["/works/a/b", { name: "unknown" }],
  ["/morph", { name: "unknown" }],
])("%s leads where it says", (address, route) => {
  expect(routeOf(address)).toEqual(route);
});

test.each([
  ["NotAllowedError", "refused"],
  ["NotFoundError", "absent"],
  ["OverconstrainedError", "absent"],
  ["NotReadableError", "busy"],
  ["SecurityError", "insecure"],
  ["SomethingNewError", "failed"],
])("%s means that the camera is %s", (name, trouble) => {
  expect(troubleOf(new DOMException("", name))).toBe(trouble);
});

test.each([
  ["Mozilla/5.0 (X11; Linux) Gecko/20100101 Firefox/140.0", 0, "firefox"],
  ["Mozilla/5.0 (Windows) AppleWebKit Chrome/140 Safari/537 Edg/140", 0, "chrome"],
  ["Mozilla/5.0 (Macintosh) AppleWebKit Version/18 Safari/605", 0, "safari"],
  ["Mozilla/5.0 (Macintosh) AppleWebKit Version/18 Safari/605", 5, "ios"],
  ["Mozilla/5.0 (iPhone) AppleWebKit CriOS/140 Safari/604", 5, "ios"],
  ["Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile Safari/537", 5, "android"],
])("the settings named for %s are its own", (agent, touch, browser) => {
  expect(browserOf(agent, touch)).toBe(browser);
});

test("forgetting takes what was remembered, and only that", () => {
  remember("consent", "yes");
  localStorage.setItem("another page's", "kept");
  forgetAll();
  expect(recall("consent")).toBeNull();
  expect(localStorage.getItem("another page's")).toBe("kept");
});

test("tries come further and further apart, up to a limit", () => {
  expect([0, 1, 2, 3].map((attempt) => backoffMs(attempt))).toEqual([1000, 2000, 4000, 8000]);
  expect(backoffMs(20)).toBe(15_000);
});
