import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";

import { ShareBar } from "./ShareBar";
import { Sparkline } from "./Sparkline";

test("a line goes from the oldest to the newest, which has a dot", () => {
  render(<Sparkline line={[0, 100, 50]} title="Three months" width={65} height={25} />);
  const line = screen.getByRole("img", { name: "Three months" });
  expect(line.querySelector("polyline")?.getAttribute("points")).toBe("2.5,22.5 32.5,2.5 62.5,12.5");
  const dot = line.querySelector("circle");
  expect([dot?.getAttribute("cx"), dot?.getAttribute("cy")]).toEqual(["62.5", "12.5"]);
});

test("one month is a dot, none is nothing", () => {
  render(
    <>
      <Sparkline line={[100]} title="One" />
      <Sparkline line={[]} title="None" />
    </>,
  );
  const shapes = (name: string) => [...screen.getByRole("img", { name }).children].map((each) => each.tagName);
  expect(shapes("One")).toEqual(["title", "circle"]);
  expect(shapes("None")).toEqual(["title"]);
});

test("a share is as wide as its part, and less than nothing looks so", () => {
  const { container } = render(
    <>
      <ShareBar share={0.125} colour={1} />
      <ShareBar share={-0.5} colour={null} />
      <ShareBar share={0} colour={0} />
    </>,
  );
  const bars = [...container.querySelectorAll<HTMLElement>(".share-bar")].map((bar) => {
    const drawn = bar.querySelector("i")?.style;
    return [bar.className, drawn?.width, drawn?.background];
  });
  expect(bars).toEqual([
    ["share-bar", "12.5%", "var(--s2)"],
    ["share-bar less", "50%", "var(--s-other)"],
    ["share-bar", undefined, undefined],
  ]);
});
