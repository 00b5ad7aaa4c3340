import { Fragment, type ReactNode } from "react";
import type { LineKind, LineView, PieceView } from "../api/contract.gen";
import styles from "./Uri.module.css";

const SIGNS: Record<LineKind, { sign: string; words: string }> = {
  added: { sign: "+", words: "added" },
  removed: { sign: "−", words: "removed" },
  moved: { sign: "↕", words: "moved" },
  same: { sign: "=", words: "unchanged" },
};

/** Characters that cannot be seen or that turn the line: shown as their code points. */
const UNSEEN = /([\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0])/gu;

const codePoint = (letter: string) =>
  `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

/** Any text, safely: nothing in it can hide or turn what stands beside it. */
export function Visible({ text }: { text: string }): ReactNode {
  return (
    <bdi>
      {text.split(UNSEEN).map((part, index) =>
        index % 2 === 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
          <span key={index} className={styles.unseen}>
            {codePoint(part)}
          </span>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
          <Fragment key={index}>{part}</Fragment>
        ),
      )}
    </bdi>
  );
}

/** Latin letters, digits and their signs, without the soft hyphen: nothing in them hides or turns. */
const LATIN = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02af…]*$/;

/** The same, without an element of its own where none is needed. */
export function isolated(text: string): ReactNode {
  return LATIN.test(text) ? text : <Visible text={text} />;
}

/** The same as plain text, for titles and labels. */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, codePoint);
}

function Piece({ piece }: { piece: PieceView }): ReactNode {
  const text = <Visible text={piece.text} />;
  return piece.look === "plain" ? text : <mark data-look={piece.look}>{text}</mark>;
}

/** One entry with what differs marked, its sign and how it goes to the resolver. */
export function Line({ line }: { line: LineView }): ReactNode {
  const { sign, words } = SIGNS[line.kind];
  return (
    <li className={styles.line} data-kind={line.kind}>
      <span className={styles.sign} aria-hidden="true">
        {sign}
      </span>
      <span className={styles.said}>{words}: </span>
      <span className={styles.uri}>
        {line.pieces.map((piece, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never move
          <Piece key={index} piece={piece} />
        ))}
        {line.cut > 0 && "…"}
      </span>
      {line.cut > 0 && (
        <span className={styles.note}>{line.cut.toLocaleString("en-GB")} characters more</span>
      )}
      {line.punycode && (
        <span className={styles.note}>
          resolved as <code>{line.punycode}</code>
        </span>
      )}
    </li>
  );
}
