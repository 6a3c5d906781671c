import { heldToken } from '@millwright/connection';
import { stringifyJson } from '@millwright/kernel';
import type { Action } from '../../action.ts';
import { callService } from '../integration/service-call.ts';
import { type ReportToasterOptions, reportToasterOptions } from './report-toaster.options.ts';

/** Asks Report Toaster for reports, or changes what it knows of orders. */
export const reportToaster = {
  name: 'report_toaster',
  where: 'outside',
  connection: { types: ['report_toaster'] },
  options: reportToasterOptions,
  async perform({ account, request }, context) {
    const connection = await context.connections.open(context.workspaceId, {
      types: ['report_toaster'],
      account,
      asker: 'the report_toaster action',
    });
    const { token, base_url: base } = connection.fields;
    return callService(
      {
        connection,
        tokens: heldToken(token),
        method: 'POST',
        url: `${base}/`,
        headers: {
          'Content-Type': 'application/json',
          Accept: 'application/json',
          'Idempotency-Key': context.actionRunId,
        },
        body: stringifyJson(request),
      },
      context,
    );
  },
} satisfies Action<ReportToasterOptions>;
