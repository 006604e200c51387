/** A stylesheet imported by a module: the bundle writes it beside the module, and pages link both. */
declare module "*.css";
