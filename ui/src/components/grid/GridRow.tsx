import { type CSSProperties, memo, type ReactNode } from "react";
import type { ClientRow } from "../../api/contract.gen";
import { clientName } from "../../words/client";
import { Mark } from "../Mark";
import { Tag } from "../Tag";
import { visibleText } from "../Uri";
import styles from "./ClientGrid.module.css";
import type { CellFacts, Column } from "./columns";

interface Props {
  /** Its place among the lines of the grid. */
  line: number;
  top: number;
  height: number;
  /** Absent while its page is read, or when that failed. */
  row: ClientRow | undefined;
  isFailed: boolean;
  columns: readonly Column[];
  tracks: CSSProperties;
  facts: CellFacts;
  isChecked: boolean;
  isOpen: boolean;
  isActive: boolean;
}

/** One client. It takes no handlers, so that a key draws the two rows that it is about and no other. */
export const GridRow = memo(function GridRow(props: Props): ReactNode {
  const { line, top, height, row, columns, isChecked } = props;
  return (
    <div
      role="row"
      data-line={line}
      data-open={props.isOpen || undefined}
      data-checked={isChecked || undefined}
      data-unproven={(row?.past ?? row?.judgement)?.verdict === "not_proven" || undefined}
      aria-rowindex={line + 2}
      aria-selected={isChecked}
      aria-label={row ? visibleText(clientName(row)) : undefined}
      tabIndex={props.isActive ? 0 : -1}
      className={styles.row}
      style={{ height, transform: `translateY(${top}px)`, ...props.tracks }}
    >
      {row ? (
        <Cells row={row} columns={columns} facts={props.facts} isChecked={isChecked} />
      ) : (
        <div role="gridcell" className={styles.waiting} aria-colspan={columns.length + 1}>
          {props.isFailed ? (
            <Tag tone="unknown">not read</Tag>
          ) : (
            <>
              <i />
              <span className="visually-hidden">Reading this row</span>
            </>
          )}
        </div>
      )}
    </div>
  );
});

const Cells = memo(function Cells({
  row,
  columns,
  facts,
  isChecked,
}: {
  row: ClientRow;
  columns: readonly Column[];
  facts: CellFacts;
  isChecked: boolean;
}): ReactNode {
  return (
    <>
      <div role="gridcell" className={`${styles.cell} ${styles.drawn}`}>
        <span
          role="checkbox"
          aria-checked={isChecked}
          aria-label={`Select ${visibleText(clientName(row))}`}
          className={`tick ${styles.box14}`}
        />
      </div>
      {columns.map((column) => {
        const { content, title, look, mark } = column.cell(row, facts);
        const kind = typeof content === "string" ? styles.words : styles.drawn;
        return (
          <div
            key={column.id}
            role="gridcell"
            className={`${styles.cell} ${kind}${look ? ` ${look}` : ""}`}
            title={title}
            data-align={column.align}
            data-column={column.id}
          >
            {mark && <Mark name={mark} />}
            {content}
          </div>
        );
      })}
    </>
  );
});
