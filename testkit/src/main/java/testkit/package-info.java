/**
 * Fakes that speak bytes only: scripted servers and clients, a DNS with any answer, a disk that fails, seeded generators.
 * Nothing here may know a type of the product, so that a mistake of the product cannot be shared by its own judge.
 */
@NullMarked
package testkit;

import org.jspecify.annotations.NullMarked;
