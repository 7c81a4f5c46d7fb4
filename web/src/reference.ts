import { SwaggerUIBundle } from 'swagger-ui-dist';
import 'swagger-ui-dist/swagger-ui.css';

/** The page at /docs: every call of the server, to be read and tried. */
SwaggerUIBundle({ url: '/openapi/v1.json', dom_id: '#reference', validatorUrl: null, deepLinking: true });
