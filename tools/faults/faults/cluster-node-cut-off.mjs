import { oneOf } from '../harness/random.mjs';

export const clusterNodeCutOff = {
  name: 'cluster-node-cut-off',
  about: 'one of three RabbitMQ nodes cut off from the others for 40 s, its clients not',
  embodiments: ['processes'],
  layout: { nodes: 3 },
  needs: ['firewall'],
  every: 15,
  lasts: 40,
  shows: 'packets dropped',
  async inject({ firewall, broker }, { random }) {
    const { distributionPort, peerAddress } = oneOf(broker.nodes, random);
    const ports = [`tcp dport ${distributionPort}`, `tcp sport ${distributionPort}`];
    firewall.dropWhere([...ports, `ip saddr ${peerAddress}`, `ip daddr ${peerAddress}`]);
  },
  heal: async ({ firewall }, _injected, { saw }) => saw(firewall.clear()),
};
