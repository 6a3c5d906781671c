import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import {
  Controller,
  Get,
  Header,
  NotFoundException,
  Param,
  Redirect,
  StreamableFile,
} from '@nestjs/common';
import { RouteTable } from '../http/route-table.ts';
import { openApiDocument } from './openapi-document.ts';

const require = createRequire(import.meta.url);

const types: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Millwright admin API</title>
    <link rel="stylesheet" href="/api/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="docs"></div>
    <script src="/api/docs/swagger-ui-bundle.js"></script>
    <script src="/api/docs/start.js"></script>
  </body>
</html>
`;

const start = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#docs', persistAuthorization: false });\n`;

/** The API's description: as OpenAPI, and to be browsed. Everything comes from this server; no token is needed. */
@Controller()
export class DocsController {
  constructor(private readonly routes: RouteTable) {}

  /** The console's address: until there is one, what a browser can use is the documentation. */
  @Get()
  @Redirect('/api/docs')
  home(): void {}

  @Get('api/openapi.json')
  openApi() {
    return openApiDocument(this.routes.all);
  }

  @Get('api/docs')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header(
    'content-security-policy',
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'",
  )
  docs(): string {
    return page;
  }

  @Get('api/docs/start.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  start(): string {
    return start;
  }

  @Get('api/docs/:file')
  file(@Param('file') file: string): StreamableFile {
    const type = Object.hasOwn(types, file) ? types[file] : undefined;
    if (type === undefined) throw new NotFoundException();
    return new StreamableFile(createReadStream(require.resolve(`swagger-ui-dist/${file}`)), {
      type,
    });
  }
}
