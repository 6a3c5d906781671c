import { describe, expect, it } from '@jest/globals';
import { RawJson } from '@millwright/kernel';
import { definitionDefaults } from '../definitions/task-definition.ts';
import { checkUserForm } from './user-form.ts';

const definition = {
  ...definitionDefaults,
  name: 'Task',
  script:
    '{{ options.to__email_userform_required }}{{ options.count__number_userform }}{{ options.copy__boolean_userform }}{{ options.other__required }}',
};
const at = { nowMs: 0, timezone: 'UTC' };

describe('what is entered in the Run form', () => {
  it('becomes data by the names of the fields, numbers and checkboxes as such', () => {
    const outcome = checkUserForm(
      definition,
      new RawJson('{"more":1.0,"count":"2.50","to":"a@b.example"}'),
      at,
    );

    expect(outcome).toEqual({
      ok: true,
      data: new RawJson('{"more":1.0,"count":2.50,"to":"a@b.example","copy":false}'),
    });
  });

  it('is refused with the name of each field that is wrong', () => {
    const outcome = checkUserForm(definition, new RawJson('{"count":"many","copy":"yes"}'), at);

    expect(outcome).toMatchObject({
      ok: false,
      faults: [{ path: 'data.to' }, { path: 'data.count' }, { path: 'data.copy' }],
    });
  });

  it('is refused where Liquid stands for what a field must be, as nothing renders it', () => {
    const text = '{"to":"{{ shop.email }}","count":"{{ 1 }}","note":"{{ kept }}"}';
    const outcome = checkUserForm(definition, new RawJson(text), at);

    expect(outcome).toMatchObject({
      ok: false,
      faults: [{ path: 'data.to' }, { path: 'data.count' }],
    });
  });
});
