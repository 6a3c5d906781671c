import type { SheetsOperation } from '../operation.ts';
import { addSheet } from './add-sheet.operation.ts';
import { appendRows } from './append-rows.operation.ts';
import { clearValues } from './clear-values.operation.ts';
import { createSpreadsheet } from './create-spreadsheet.operation.ts';
import { deleteRows } from './delete-rows.operation.ts';
import { deleteSheet } from './delete-sheet.operation.ts';
import { exportSpreadsheet } from './export-spreadsheet.operation.ts';
import { getValues } from './get-values.operation.ts';
import { renameSheet } from './rename-sheet.operation.ts';
import { updateRows } from './update-rows.operation.ts';

/** Everything that can be done with spreadsheets. A new operation is a file and a line here. */
export const operations: readonly SheetsOperation[] = [
  createSpreadsheet,
  appendRows,
  updateRows,
  clearValues,
  getValues,
  deleteRows,
  addSheet,
  renameSheet,
  deleteSheet,
  exportSpreadsheet,
];
