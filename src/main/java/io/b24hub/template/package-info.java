/**
 * Messages and rows from files: the {@code template:} component, the template language it speaks, and how numbers, money
 * and dates are written for the people of a portal.
 */
package io.b24hub.template;
