/**
 * What a fault may promise beyond that nothing acknowledged is lost, `expects`: `allAnswered`, no request fails;
 * `refusals`, some are answered with 503; `noDuplicates`, no effect comes twice; `recoveryMs`, the system works again
 * so soon after; `worksMeanwhile`, it works before the fault has gone. Deliveries come once and in order under every fault, but
 * for `repeatsDeliveries`: it takes runners away whose attempts may have been accepted.
 */
export const promisesOf = ({ expects = {} }) =>
  [
    expects.allAnswered && 'no request may fail',
    expects.noDuplicates && 'no effect may come twice',
    expects.repeatsDeliveries && 'accepted deliveries may come again',
    expects.worksMeanwhile && 'work must go on meanwhile',
    expects.recoveryMs && `works again within ${expects.recoveryMs / 1_000} s`,
  ].filter(Boolean);

/** What is wrong with a row of the report: an empty list when all that holds of every fault and of this one is true. */
export function complaintsOf(
  fault,
  row,
  { isQuiet, quietWithinMs, rude, twice, reasons, outOfOrder },
) {
  const { expects = {} } = fault;
  const complaints = [];
  const say = (isWrong, text) => isWrong && complaints.push(text);
  say(row.evidence.count === 0, `it did not happen: 0 ${row.evidence.of}`);
  say(row.lost > 0, `${row.lost} lost: ${JSON.stringify(reasons)}, such as ${row.examples[0]}`);
  say(!isQuiet, `not quiet after ${quietWithinMs / 1_000} s`);
  say(twice > 0, `${twice} unacknowledged requests became more than one event`);
  say(rude > 0, `${rude} answers of 503 without Retry-After`);
  say(row.acknowledged === 0, 'nothing was acknowledged');
  say(row.recoveryMs.worst === undefined, 'it did not recover');
  say(expects.allAnswered && row.refused > 0, `${row.refused} requests failed`);
  say(expects.noDuplicates && row.duplicates > 0, `${row.duplicates} effects came twice`);
  const { deliveryDuplicates } = row;
  const isRepeat = deliveryDuplicates > 0 && !expects.repeatsDeliveries;
  say(isRepeat, `${deliveryDuplicates} accepted deliveries came again`);
  say(row.outOfOrder > 0, `${row.outOfOrder} deliveries out of order, such as ${outOfOrder?.[0]}`);
  say(expects.refusals && !row.answers[503], 'no request was answered with 503');
  say(expects.worksMeanwhile && row.idle > 0, `all work stood still ${row.idle} times`);
  const slowest = expects.recoveryMs;
  say(slowest && row.recoveryMs.worst > slowest, `recovery took more than ${slowest} ms`);
  return complaints;
}
