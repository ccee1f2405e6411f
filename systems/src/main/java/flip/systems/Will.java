package flip.systems;

import com.google.common.collect.ImmutableSortedMap;
import flip.membership.Message;
import flip.membership.ServerId;

/**
 * The last will of a server: what the driver that holds all of its data says for it when it is
 * gone, after all of them were given back.
 *
 * @param driver as configured
 * @param messages what is said to whom
 */
public record Will(String driver, ImmutableSortedMap<ServerId, Message> messages) {}
