const usual = { share: 8, times: 1 };

export const receiverMisbehaves = {
  name: 'receiver-misbehaves',
  about:
    'the receiver answers half of the actions slowly, with 500, a reset or not at all, up to 3 times each',
  embodiments: ['processes', 'standalone'],
  every: 5,
  lasts: 20,
  expects: { allAnswered: true, noDuplicates: true },
  shows: 'bad answers',
  inject: async ({ receiver }) => receiver.behave({ share: 50, times: 3 }),
  heal: async ({ receiver }, _injected, { saw }) => saw(receiver.behave(usual)),
};
