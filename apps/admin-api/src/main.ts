import { accessEntities } from '@millwright/access';
import { runApp } from '@millwright/host';
import { startAdminApi } from './start-admin-api.ts';

await runApp({ name: 'admin-api', entities: accessEntities, migrates: true, start: startAdminApi });
