declare module 'amazon-dax-client';
declare module 'amazon-dax-client/src/Tube.js';
