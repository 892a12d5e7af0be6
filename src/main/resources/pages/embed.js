// Shows the wizard in a frame of a partner's page, and tells that page how far the customer is.
'use strict';
(() => {
  const home = new URL(document.currentScript.src).origin;

  /**
   * Opens a session's wizard.
   *
   * url: as createConnectSession answered it, with the origin of this page among what was asked for
   * into: the element that takes the frame
   * title: what screen readers call the frame, in the customer's language
   * onChange: called with {session, state, stage}; state is created, opened, completed or exited
   * Returns {close()}, which takes the frame away.
   */
  const connect = ({ url, into, title, onChange }) => {
    if (new URL(url).origin !== home) {
      throw new Error('Belegbote.connect: the url has to be of ' + home + ', where connect.js came from.');
    }
    const frame = document.createElement('iframe');
    frame.src = url;
    frame.title = title || 'Belegbote';
    frame.style.cssText = 'display:block;width:100%;min-height:30rem;border:0';
    const hear = (event) => {
      if (event.source !== frame.contentWindow || event.origin !== home) return;
      if (!event.data || event.data.belegbote !== 'connect') return;
      const { session, state, stage, height } = event.data;
      if (height > 0 && height < 20000) frame.style.height = height + 'px';
      if (onChange) onChange({ session, state, stage });
    };
    window.addEventListener('message', hear);
    into.replaceChildren(frame);
    return {
      close: () => {
        window.removeEventListener('message', hear);
        frame.remove();
      },
    };
  };

  window.Belegbote = { connect };
})();
