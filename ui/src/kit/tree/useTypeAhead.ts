import { useRef } from "react";

import { type Ground, typeAhead } from "./keys";
import type { TreeItem } from "./shape";

/** Pause after which typing begins a new word, in ms. */
const WORD_MS = 700;

/** Takes a letter that was typed at a time, in ms, and gives the row that the word leads to; null where none does. */
type TypeLetter<T extends TreeItem> = (ground: Ground<T>, letter: string, at: number) => string | null;

/** Goes to what somebody types, letter by letter. */
export function useTypeAhead<T extends TreeItem>(nameOf: (item: T) => string): TypeLetter<T> {
  const word = useRef({ text: "", at: 0 });
  return (ground, letter, at) => {
    const goesOn = at - word.current.at < WORD_MS;
    const text = (goesOn ? word.current.text : "") + letter;
    // One letter again and again walks through what begins with it.
    const repeated = [...text].every((each) => each === text[0]);
    word.current = { text, at };
    return typeAhead(ground, repeated ? letter : text, nameOf);
  };
}
