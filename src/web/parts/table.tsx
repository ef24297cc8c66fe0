import type { ReactNode } from 'react';
import styles from './table.module.css';

export interface Column<Row> {
  id: string;
  heading: string;
  cell: (row: Row) => ReactNode;
  /** Figures stand to the right, so that they can be compared. */
  align?: 'end';
  /** The cell that names the row to screen readers. */
  isName?: boolean;
}

interface TableProps<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
}

/**
 * A plain table that becomes a list of cards under 640 px. The roles are spelled out because `display: block`
 * would otherwise take the table away from screen readers.
 */
export function Table<Row>({ caption, columns, rows, rowId }: TableProps<Row>) {
  return (
    <table className={styles.table} role="table" aria-label={caption}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column.id} role="columnheader" scope="col" data-align={column.align}>
              {column.heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={rowId(row)} role="row">
            {columns.map((column) =>
              column.isName ? (
                <th key={column.id} role="rowheader" scope="row">
                  {column.cell(row)}
                </th>
              ) : (
                <td key={column.id} role="cell" data-label={column.heading} data-align={column.align}>
                  <div>{column.cell(row)}</div>
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
