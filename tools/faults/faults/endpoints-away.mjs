import { connect } from 'node:net';

export const endpointsAway = {
  name: 'endpoints-away',
  about: 'nobody listens where the endpoints are for 10 s: their circuits open',
  embodiments: ['processes', 'standalone'],
  every: 25,
  lasts: 10,
  expects: { allAnswered: true },
  shows: 'connections refused at its end',
  inject: ({ deliveries }) => deliveries.leave(),
  async heal({ deliveries }, _injected, { saw }) {
    saw((await isRefused(deliveries)) ? 1 : 0);
    await deliveries.comeBack();
  },
};

const isRefused = ({ host, port }) =>
  new Promise((resolve) => {
    const socket = connect(port, host);
    socket.on('error', () => resolve(true));
    socket.on('connect', () => resolve(false)).on('connect', () => socket.destroy());
  });
