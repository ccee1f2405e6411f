/**
 * The end-to-end laboratory: real launchers and real scripts on servers made of network namespaces,
 * with faults, and with a client and a watch on every address.
 */
@NullMarked
package flip.lab.e2e;

import org.jspecify.annotations.NullMarked;
