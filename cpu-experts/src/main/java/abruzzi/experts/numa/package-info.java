/**
 * Plans for machines whose memory is in several nodes: which worker and which rows of the weights
 * belong to which node. Pure arithmetic on a described topology; nothing is bound here, and a
 * machine of one node needs none of it.
 */
package abruzzi.experts.numa;
