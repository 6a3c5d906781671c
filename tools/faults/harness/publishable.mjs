/**
 * Why a report may not be published, an empty list when it may: what is published says that nothing was lost under
 * any fault, so every fault must have been run to its end, or be named as left out with the reason.
 */
export function whyNotPublishable(report, faults) {
  const reasons = [];
  if (report.isAborted) reasons.push('the run was stopped before its end');
  const places = faults.flatMap(({ name, embodiments }) =>
    embodiments.map((embodiment) => ({ fault: name, embodiment })),
  );
  for (const { fault, embodiment } of places) {
    const isIt = (each) => each.fault === fault && each.embodiment === embodiment;
    const row = report.rows.find(isIt);
    if (!row && !report.leftOut.some(isIt)) reasons.push(`${fault} was not run on ${embodiment}`);
    if (row?.complaints.length > 0) reasons.push(`${fault} failed on ${embodiment}`);
  }
  return reasons;
}
