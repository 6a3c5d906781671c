/** What is wrong with a member of an endpoint, named by its path: `auth.token`. Lines of templates count from 1. */
export interface EndpointFault {
  path: string;
  message: string;
  line?: number;
  column?: number;
}
