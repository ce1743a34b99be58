package say

var jaQueue = table{}
