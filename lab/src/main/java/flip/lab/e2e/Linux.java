package flip.lab.e2e;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/**
 * The few calls of the C library that Java does not offer. Each throws with errno when it fails.
 */
final class Linux {
    static final int O_RDONLY = 0;
    static final int O_CLOEXEC = 0x80000;
    static final int CLONE_NEWNET = 0x40000000;

    static final int AF_NETLINK = 16;
    static final int AF_PACKET = 17;
    static final int SOCK_RAW = 3;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SOL_SOCKET = 1;
    static final int SO_RCVTIMEO = 20;
    static final int SO_RCVBUFFORCE = 33;
    static final int SOL_NETLINK = 270;
    static final int NETLINK_LISTEN_ALL_NSID = 8;

    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int ESRCH = 3;

    static {
        Native.register(Linux.class, "c");
    }

    private Linux() {}

    static native int open(String path, int flags) throws LastErrorException;

    static native int close(int descriptor) throws LastErrorException;

    static native int setns(int descriptor, int kind) throws LastErrorException;

    static native int socket(int family, int type, int protocol) throws LastErrorException;

    static native int bind(int descriptor, Pointer address, int length) throws LastErrorException;

    static native int setsockopt(
            int descriptor, int level, int option, Pointer value, int valueLength)
            throws LastErrorException;

    static native NativeLong recvmsg(int descriptor, Pointer header, int flags)
            throws LastErrorException;

    static native NativeLong send(int descriptor, Pointer bytes, NativeLong length, int flags)
            throws LastErrorException;

    static native int if_nametoindex(String name) throws LastErrorException;

    static native int kill(int process, int signal) throws LastErrorException;
}
